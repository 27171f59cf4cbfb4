# How node-gyp compiles the addon. `node scripts/build.mjs` calls it; nothing runs on install.
{
  "variables": { "nexus_asan%": 0 },
  "targets": [
    {
      "target_name": "nexus",
      "sources": ["<!@(node -p \"['addon','net','net/tls','net/http2','http','driver','driver/epoll','driver/uring','core'].flatMap(d => require('fs').readdirSync('src/' + d).filter(f => f.endsWith('.cc')).map(f => 'src/' + d + '/' + f)).join(' ')\")"],
      "include_dirs": ["src", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      "cflags!": ["-O2"],
      "cflags_cc!": ["-std=gnu++17", "-O2"],
      "cflags_cc": ["-std=c++20", "-fno-exceptions", "-fno-rtti", "-fno-plt", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-cast-function-type"],
      "conditions": [
        ["nexus_asan==1", {
          "cflags_cc": ["-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined"],
          "ldflags": ["-fsanitize=address,undefined"]
        }, {
          "cflags_cc": ["-O3", "-g1"],
          "ldflags": ["-Wl,-z,relro,-z,now"]
        }]
      ]
    }
  ]
}
