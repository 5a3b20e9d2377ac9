import { defineConfig, type Plugin } from "vite";

// Messages travel as protobuf alone. What would read and write them as JSON is a fifth of the page, and is left out.
function withoutJson(): Plugin {
  const left = (...names: string[]) => names.map((name) => `export function ${name}() { throw new Error("${name} is left out"); }`).join("\n");
  return {
    name: "without-json",
    enforce: "pre",
    load(id) {
      if (/@bufbuild\/protobuf\/dist\/esm\/from-json\.js$/.test(id)) {
        return left("fromJson", "fromJsonString", "mergeFromJson", "mergeFromJsonString", "enumFromJson", "isEnumJson");
      }
      if (/@bufbuild\/protobuf\/dist\/esm\/to-json\.js$/.test(id)) return left("toJson", "toJsonString", "enumToJson");
    },
  };
}

// One page for all; what the phone needs comes first, what the office needs is fetched when its page is opened.
export default defineConfig({
  base: "/room/",
  publicDir: false,
  plugins: [withoutJson()],
  build: {
    outDir: process.env.ZWK_ROOM_OUT ?? "dist",
    emptyOutDir: true,
    assetsDir: "files",
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
  },
});
