-- One commit, all or nothing. Lua does not roll back, so everything is read, checked and limited
-- before the first write; whatever fails before it (also a wrong type, also "out of memory") has
-- changed nothing. All keys are of one municipality, that is of one slot.
--
-- KEYS: request or its group, outbox, audit, dead, then in the order of the loops below.
-- ARGV: fingerprint ("" = no request), its name in the group ("" = it is in none), answer, lifetime of
--       the answer in ms, how many events the outbox holds at most, the twelve counts, then what
--       belongs to each part. A version "*" is any version. No document is parsed here.
local call, a, k = redis.call, 17, 4
local fingerprint, member = ARGV[1], ARGV[2]
local writes, deletes, requires, streams, events = tonumber(ARGV[6]), tonumber(ARGV[7]),
    tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local guards, sets, adds, index_adds, index_removes, forgets, records = tonumber(ARGV[11]),
    tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16]),
    tonumber(ARGV[17])

if fingerprint ~= '' then
  local before
  if member == '' then before = call('GET', KEYS[1]) else before = call('HGET', KEYS[1], member) end
  if before then
    local cut = string.find(before, '\n', 1, true)
    if string.sub(before, 1, cut - 1) == fingerprint then
      return {'repeated', string.sub(before, cut + 1)}
    end
    return {'reused'}
  end
end

-- Documents: key of the document; expected version, then for writes bytes, origin and checksum.
local documents, versions, last_events = k, {}, {}
local first_argument = a
for i = 1, writes + deletes + requires do
  local key, expected = KEYS[documents + i], ARGV[a + 1]
  local stored = call('HMGET', key, 'v', 'e')
  versions[i], last_events[key] = stored[1] or '0', stored[2] or '0'
  if expected ~= '*' and expected ~= versions[i] then return {'conflict', documents + i} end
  a = a + (i <= writes and 4 or 1)
end
k = documents + writes + deletes + requires

-- Aggregates with events: key of the document; expected version of its last event.
local aggregates, event_versions = k, {}
for i = 1, streams do
  local stored = last_events[KEYS[aggregates + i]] or call('HGET', KEYS[aggregates + i], 'e') or '0'
  if ARGV[a + i] ~= '*' and ARGV[a + i] ~= stored then return {'conflict', aggregates + i} end
  event_versions[i] = tonumber(stored)
end
a, k = a + streams, k + streams

for i = 1, guards do
  local stored = call('GET', KEYS[k + i]) or ''
  if stored ~= ARGV[a + i] then return {'guard', k + i, stored} end
end
a, k = a + guards, k + guards

local set_keys, set_arguments = k, a
a, k = a + sets, k + sets

-- Counters: key; field, delta, the most that it may be then ("" = anything).
local add_keys, add_arguments = k, a
for i = 1, adds do
  local stored = tonumber(call('HGET', KEYS[k + i], ARGV[a + 3 * i - 2]) or '0')
  if not stored or math.abs(stored + tonumber(ARGV[a + 3 * i - 1])) > 9e15 then
    return redis.error_reply('LIMIT counter ' .. KEYS[k + i])
  end
  local most = tonumber(ARGV[a + 3 * i])
  if most and stored + tonumber(ARGV[a + 3 * i - 1]) > most then
    return {'guard', k + i, string.format('%.0f', stored)}
  end
end
a, k = a + 3 * adds, k + adds

-- Indexes: key; member.
local index_keys, index_arguments = k, a
for i = 1, index_adds + index_removes do call('ZCARD', KEYS[k + i]) end
a = a + index_adds + index_removes

local forget_keys = k

-- Reading proves the type of what is only appended to.
if events > 0 and call('XLEN', KEYS[2]) >= tonumber(ARGV[5]) then return {'full'} end
local record_arguments = a
for i = 1, records do call('XLEN', KEYS[ARGV[a + 2 * i - 1] == 'audit' and 3 or 4]) end
a = a + 2 * records

---------------------------------------------------------------------------------- writes from here

for i = writes + 1, writes + deletes do call('HDEL', KEYS[documents + i], 'v', 'b', 'c', 'o') end

-- Events: number of the aggregate, id without version, source, aggregate, type, time, traceparent, data,
-- checksum.
for _ = 1, events do
  local s = tonumber(ARGV[a + 1])
  event_versions[s] = event_versions[s] + 1
  local version = string.format('%.0f', event_versions[s])
  call('XADD', KEYS[2], '*', 'ce_specversion', '1.0', 'ce_id', ARGV[a + 2] .. version,
       'ce_source', ARGV[a + 3], 'ce_subject', ARGV[a + 4], 'ce_aggregateversion', version,
       'ce_type', ARGV[a + 5], 'ce_time', ARGV[a + 6], 'ce_traceparent', ARGV[a + 7], 'data', ARGV[a + 8],
       'ce_crc32c', ARGV[a + 9])
  a = a + 9
end
local ends = {}
for i = 1, streams do ends[KEYS[aggregates + i]] = string.format('%.0f', event_versions[i]) end

-- Usually a commit writes the documents that its events are of: one HSET for both.
local w = first_argument
for i = 1, writes do
  local key = KEYS[documents + i]
  local set = {'HSET', key, 'v', string.format('%.0f', tonumber(versions[i]) + 1), 'b', ARGV[w + 2],
               'c', ARGV[w + 4]}
  if ARGV[w + 3] ~= '' then set[9], set[10] = 'o', ARGV[w + 3] end
  local n = #set
  if ends[key] then set[n + 1], set[n + 2], ends[key] = 'e', ends[key], nil end
  call(unpack(set))
  w = w + 4
end
for i = 1, streams do
  local key = KEYS[aggregates + i]
  if ends[key] then call('HSET', key, 'e', ends[key]) end
end

for i = 1, sets do
  if ARGV[set_arguments + i] == '' then
    call('DEL', KEYS[set_keys + i])
  else
    call('SET', KEYS[set_keys + i], ARGV[set_arguments + i])
  end
end
local done = {'done'}
for i = 1, adds do
  local field = ARGV[add_arguments + 3 * i - 2]
  local count = call('HINCRBY', KEYS[add_keys + i], field, ARGV[add_arguments + 3 * i - 1])
  if count == 0 then call('HDEL', KEYS[add_keys + i], field) end
  done[i + 1] = count
end
for i = 1, index_adds do call('ZADD', KEYS[index_keys + i], 0, ARGV[index_arguments + i]) end
for i = index_adds + 1, index_adds + index_removes do
  call('ZREM', KEYS[index_keys + i], ARGV[index_arguments + i])
end
for i = 1, records do
  local audit = ARGV[record_arguments + 2 * i - 1] == 'audit'
  call('XADD', KEYS[audit and 3 or 4], '*', 'data', ARGV[record_arguments + 2 * i])
end
for i = 1, forgets do call('DEL', KEYS[forget_keys + i]) end
if fingerprint ~= '' then
  local record = fingerprint .. '\n' .. ARGV[3]
  if member == '' then
    call('SET', KEYS[1], record, 'PX', ARGV[4])
  else
    call('HSET', KEYS[1], member, record)
    call('PEXPIRE', KEYS[1], ARGV[4])
  end
end
return adds > 0 and done or 'done'
