;; Imports of preview 0 and of preview 1 in one module, as where an old library is linked into a newer program. Both are
;; to see the same arguments and the same stdout. Prints "preview 0\npreview 1\n" and exits with the count of arguments,
;; or with 99 where the two differ on it.
(module
  (import "wasi_unstable" "fd_write" (func $write_0 (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "args_sizes_get" (func $args_0 (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write_1 (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_1 (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))

  (memory (export "memory") 1)
  (data (i32.const 0) "\20\00\00\00\0a\00\00\00\30\00\00\00\0a\00\00\00")
  (data (i32.const 32) "preview 0\n")
  (data (i32.const 48) "preview 1\n")

  (func (export "_start")
    (drop (call $write_0 (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))
    (drop (call $write_1 (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 64)))
    (drop (call $args_0 (i32.const 64) (i32.const 68)))
    (drop (call $args_1 (i32.const 72) (i32.const 76)))
    (if (i64.ne (i64.load (i32.const 64)) (i64.load (i32.const 72)))
      (then (call $proc_exit (i32.const 99))))
    (call $proc_exit (i32.load (i32.const 64)))))
