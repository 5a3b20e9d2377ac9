-- A page of an index with its documents, as of one instant.
-- KEYS: index. ARGV: lower bound, upper bound, limit, prefix of document keys, "1" to read the bytes.
local members = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
local answer = {}
for i, member in ipairs(members) do
  local key = ARGV[4] .. string.sub(member, string.find(member, '\0', 1, true) + 1)
  local document
  if ARGV[5] == '1' then
    document = redis.call('HMGET', key, 'v', 'e', 'b', 'o')
  else
    document = redis.call('HMGET', key, 'v', 'e')
  end
  answer[i] = {member, document}
end
return answer
