-- Documents, counters, guards and a request record as of one instant.
-- KEYS: documents, counters, guards, perhaps the request. ARGV: how many of the first three.
local documents, counters, guards = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
for i = 1, #KEYS do
  if i <= documents then
    answer[i] = redis.call('HMGET', KEYS[i], 'v', 'e', 'b', 'o')
  elseif i <= documents + counters then
    answer[i] = redis.call('HGETALL', KEYS[i])
  else
    answer[i] = redis.call('GET', KEYS[i])
  end
end
return answer
