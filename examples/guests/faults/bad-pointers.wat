;; Gives WASI functions addresses outside of its memory, and exits with the errno: EOVERFLOW as in Node.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  ;; One buffer, which begins in the last page and ends behind it.
  (data (i32.const 0) "\00\ff\00\00\00\ff\00\00")
  (func (export "_start")
    (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
  (func (export "buffers") (result i32)
    (call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const 32)))
  (func (export "random") (result i32) (call $random_get (i32.const 65535) (i32.const 2))))
