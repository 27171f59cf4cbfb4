# How node-gyp compiles the addon. `node scripts/build.mjs` calls it; nothing runs on install. The engine is made for
# speed and the face it shows Node.js for size: templates of node-addon-api would make half of the binary otherwise.
{
  "variables": { "nexus_asan%": 0 },
  "target_defaults": {
    "include_dirs": ["src"],
    "cflags!": ["-O2"],
    "cflags_cc!": ["-std=gnu++17", "-O2"],
    "cflags_cc": ["-std=c++20", "-fPIC", "-fno-exceptions", "-fno-rtti", "-fno-plt", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-cast-function-type"],
    "conditions": [
      ["nexus_asan==1", {
        "cflags_cc": ["-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined"],
        "ldflags": ["-fsanitize=address,undefined"]
      }, {
        "cflags_cc": ["-g1", "-ffunction-sections", "-fdata-sections"],
        # Nothing but what Node.js asks for is seen: a template that Node.js has as well stays ours.
        "ldflags": ["-Wl,-z,relro,-z,now", "-Wl,--gc-sections", "-Wl,--version-script=<(module_root_dir)/src/addon/exports.version"]
      }]
    ]
  },
  "targets": [
    {
      "target_name": "engine",
      "type": "static_library",
      "sources": ["<!@(node -p \"['net','net/tls','net/http2','http','driver','driver/epoll','driver/uring','core'].flatMap(d => require('fs').readdirSync('src/' + d).filter(f => f.endsWith('.cc')).map(f => 'src/' + d + '/' + f)).join(' ')\")"],
      "conditions": [["nexus_asan==0", { "cflags_cc": ["-O3"] }]]
    },
    {
      "target_name": "nexus",
      "dependencies": ["engine"],
      "sources": ["<!@(node -p \"require('fs').readdirSync('src/addon').filter(f => f.endsWith('.cc')).map(f => 'src/addon/' + f).join(' ')\")"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      "conditions": [["nexus_asan==0", { "cflags_cc": ["-Os"] }]]
    }
  ]
}
