import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { TopicSchema, TopicStatus } from "./gen/zwk/participation/v1/topic_pb";
import { together } from "./parts";

const card = (topicId: string, mergedInto = "") => create(TopicSchema, { topicId, mergedInto, status: mergedInto ? TopicStatus.MERGED : TopicStatus.ACCEPTED });
const ids = (parts: ReturnType<typeof together>) => Object.fromEntries([...parts].map(([on, topics]) => [on, topics.map((topic) => topic.topicId)]));

test("cards that were put together lie on the one that stands, also over several steps", () => {
  expect(ids(together([card("bus"), card("night", "bus"), card("tram", "night"), card("park")]))).toEqual({ bus: ["night", "tram"] });
  expect(ids(together([card("bus"), card("park")]))).toEqual({});
});

test("a ring that cannot be is no endless loop", () => {
  together([card("a", "b"), card("b", "a")]);
});
