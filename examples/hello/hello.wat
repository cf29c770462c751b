;; Prints "hello world": the smallest program of WASI preview 1.
(module
  ;; fd_write(descriptor, buffers, count of buffers, where to put the count of bytes written) -> errno
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))

  (memory (export "memory") 1)

  ;; One buffer: its address and its length. The text follows at address 8.
  (data (i32.const 0) "\08\00\00\00\0c\00\00\00")
  (data (i32.const 8) "hello world\n")

  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 20)))))
