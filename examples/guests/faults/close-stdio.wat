;; Closes its stdin, stdout and stderr, and then writes to stdout. Exits with the errno of that: 8, a bad descriptor.
;; The host's own are to stay open.
(module
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\0c\00\00\00not visible\n")
  (func $close (param $fd i32)
    (if (call $fd_close (local.get $fd)) (then (call $proc_exit (i32.const 99)))))
  (func (export "_start")
    (call $close (i32.const 0))
    (call $close (i32.const 1))
    (call $close (i32.const 2))
    (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
