;; Writes 16 random bytes, sleeps for an hour, and writes the time of both clocks, 8 bytes each.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; One buffer of 32 bytes at 256.
  (data (i32.const 0) "\00\01\00\00\20\00\00\00")
  (func (export "_start")
    (drop (call $random_get (i32.const 256) (i32.const 16)))
    (i32.store (i32.const 80) (i32.const 1))
    (i64.store (i32.const 88) (i64.const 3600000000000))
    (drop (call $poll_oneoff (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 192)))
    (drop (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 272)))
    (drop (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 280)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
