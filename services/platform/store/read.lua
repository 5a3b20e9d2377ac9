-- Documents, counters, guards, single fields of counters and a request record as of one instant.
-- KEYS in this order. ARGV: how many of the first four, the name of the request in its group ("" = it
-- is in none), then the names of the fields.
local documents, counters, guards, fields = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local before_guards, before_fields = documents + counters, documents + counters + guards
local member = ARGV[5]
local answer = {}
for i = 1, #KEYS do
  if i <= documents then
    answer[i] = redis.call('HMGET', KEYS[i], 'v', 'e', 'b', 'o')
  elseif i <= before_guards then
    answer[i] = redis.call('HGETALL', KEYS[i])
  elseif i > before_fields and i <= before_fields + fields then
    answer[i] = redis.call('HGET', KEYS[i], ARGV[5 + i - before_fields])
  elseif i > before_fields + fields and member ~= '' then
    answer[i] = redis.call('HGET', KEYS[i], member)
  else
    answer[i] = redis.call('GET', KEYS[i])
  end
end
return answer
