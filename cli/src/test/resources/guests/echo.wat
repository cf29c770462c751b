;; Writes its arguments to stdout and its environment to stderr, each word with the NUL after it.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 64)

  ;; The buffer, its size, and what fd_write has written; then the pointers, and the text at 1 MiB.
  (func $print (param $descriptor i32) (param $size i32)
    (i32.store (i32.const 0) (i32.const 0x100000))
    (i32.store (i32.const 4) (local.get $size))
    (drop (call $fd_write (local.get $descriptor) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start")
    (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))
    (drop (call $args_get (i32.const 0x1000) (i32.const 0x100000)))
    (call $print (i32.const 1) (i32.load (i32.const 20)))
    (drop (call $environ_sizes_get (i32.const 16) (i32.const 20)))
    (drop (call $environ_get (i32.const 0x1000) (i32.const 0x100000)))
    (call $print (i32.const 2) (i32.load (i32.const 20)))))
