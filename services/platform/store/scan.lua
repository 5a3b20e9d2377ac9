-- A page of an index with its documents, as of one instant. It ends at the limit, or before the
-- document with which it would have more bytes than a page has; the first one is always in it.
-- KEYS: index. ARGV: lower bound, upper bound, limit, prefix of document keys, "1" to read the bytes,
--       bytes of a page.
-- Answers whether there is more, then the items.
local limit, with_bytes, most = tonumber(ARGV[3]), ARGV[5] == '1', tonumber(ARGV[6])
local members = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, limit + 1)
local answer, bytes = {#members > limit and 1 or 0}, 0
for i = 1, math.min(#members, limit) do
  local member = members[i]
  local key = ARGV[4] .. string.sub(member, string.find(member, '\0', 1, true) + 1)
  local document
  if with_bytes then
    bytes = bytes + redis.call('HSTRLEN', key, 'b')
    if i > 1 and bytes > most then
      answer[1] = 1
      break
    end
    document = redis.call('HMGET', key, 'v', 'e', 'b', 'o')
  else
    document = redis.call('HMGET', key, 'v', 'e')
  end
  answer[i + 1] = {member, document}
end
return answer
