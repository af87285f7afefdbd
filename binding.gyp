{
  "targets": [
    {
      "target_name": "cephvirt",
      "sources": ["<!@(node -p \"require('./native/sources.json').join(' ')\")"],
      "include_dirs": ["native", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["<!@(node -p \"require('./native/flags.json').defines.join(' ')\")"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-std=gnu++17", "-fno-rtti"],
      "cflags_cc": [
        "<!@(node -p \"require('./native/flags.json').compile.join(' ')\")",
        "-include runtime/floor.h",
        "-ffile-prefix-map=<(module_root_dir)/="
      ],
      "ldflags": [
        "<!@(node -p \"require('./native/flags.json').link.join(' ')\")",
        "-Wl,--version-script=<(module_root_dir)/native/exports.map"
      ],
      "libraries": ["-ldl", "-lpthread"],
      "configurations": {
        "Release": {
          "cflags_cc": ["<!@(node -p \"require('./native/flags.json').release.join(' ')\")"]
        }
      }
    }
  ]
}
