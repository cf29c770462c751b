;; Reads stdin to its end, byte by byte. Exits with 0, or with the errno of what failed.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  ;; One buffer, of one byte at 16.
  (data (i32.const 0) "\10\00\00\00\01\00\00\00")
  (func (export "_start")
    (local $errno i32)
    (loop $again
      (local.set $errno (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (if (local.get $errno) (then (call $proc_exit (local.get $errno))))
      (br_if $again (i32.load (i32.const 8))))))
