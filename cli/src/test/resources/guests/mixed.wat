;; Imports two versions of WASI, and writes with each.
(module
  (import "wasi_unstable" "fd_write" (func $old (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $new (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\04\00\00\00")
  (data (i32.const 16) "old\n")
  (data (i32.const 32) "\30\00\00\00\04\00\00\00")
  (data (i32.const 48) "new\n")
  (func (export "_start")
    (drop (call $old (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $new (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 8)))))
