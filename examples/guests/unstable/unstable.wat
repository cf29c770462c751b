;; A program of preview 0 (`wasi_unstable`), as compilers made them in 2019. Preview 1 has functions of the same names,
;; but other numbers and layouts: whoever serves this guest with them gives wrong results, which it prints.
;;
;; Needs descriptor 3, a directory with the file data.txt of 11 bytes, "hello world", and prints
;;
;;   end 11                 fd_seek: 0 is "from here", 1 is "from the end", 2 is "from the start"
;;   from the end 8
;;   from here 9
;;   from the start 4
;;   read o world
;;   size of the path 11    a filestat has 56 bytes: links are an u32 at 20, the size is an u64 at 24
;;   size of the file 11
;;   links 1
;;   type 4                 a regular file
;;   beyond the filestat 0  nothing is written behind it
;;   slept 7                poll_oneoff: a subscription has 56 bytes, its clock's id an u64 at 16, the time is at 32
(module
  (import "wasi_unstable" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_unstable" "fd_filestat_get" (func $fd_filestat_get (param i32 i32) (result i32)))
  (import "wasi_unstable" "path_filestat_get"
    (func $path_filestat_get (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_unstable" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "proc_exit" (func $proc_exit (param i32)))

  (memory (export "memory") 1)

  ;; 0: a buffer's address and length, 8: a result, 16: the digits of a number
  ;; 64: data.txt's filestat and 8 bytes behind it, 128: subscription, 192: event
  ;; 256: what was read
  (data (i32.const 512) "data.txt")
  (data (i32.const 528) "end ")
  (data (i32.const 544) "from the end ")
  (data (i32.const 560) "from here ")
  (data (i32.const 576) "from the start ")
  (data (i32.const 592) "read ")
  (data (i32.const 608) "size of the path ")
  (data (i32.const 640) "size of the file ")
  (data (i32.const 672) "links ")
  (data (i32.const 688) "type ")
  (data (i32.const 704) "beyond the filestat ")
  (data (i32.const 736) "slept ")
  (data (i32.const 752) "\n")

  (func $print (param $text i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $length))
    (call $check (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func $print_number (param $number i64)
    (local $digit i32)
    (local.set $digit (i32.const 48))
    (loop $next
      (local.set $digit (i32.sub (local.get $digit) (i32.const 1)))
      (i32.store8 (local.get $digit)
        (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $number) (i64.const 10)))))
      (local.set $number (i64.div_u (local.get $number) (i64.const 10)))
      (br_if $next (i64.ne (local.get $number) (i64.const 0))))
    (call $print (local.get $digit) (i32.sub (i32.const 48) (local.get $digit)))
    (call $print (i32.const 752) (i32.const 1)))

  (func $report (param $text i32) (param $length i32) (param $number i64)
    (call $print (local.get $text) (local.get $length))
    (call $print_number (local.get $number)))

  ;; Exits with the errno of what failed.
  (func $check (param $errno i32)
    (if (local.get $errno) (then (call $proc_exit (local.get $errno)))))

  (func $seek (param $fd i32) (param $offset i64) (param $whence i32) (result i64)
    (call $check (call $fd_seek (local.get $fd) (local.get $offset) (local.get $whence) (i32.const 8)))
    (i64.load (i32.const 8)))

  (func $open_data (result i32)
    ;; The rights to read, seek, tell and stat, which preview 0 enforces.
    (call $check (call $path_open (i32.const 3) (i32.const 1) (i32.const 512) (i32.const 8) (i32.const 0)
      (i64.const 0x200026) (i64.const 0) (i32.const 0) (i32.const 8)))
    (i32.load (i32.const 8)))

  (func $seeks (param $fd i32)
    (call $report (i32.const 528) (i32.const 4) (call $seek (local.get $fd) (i64.const 0) (i32.const 1)))
    (call $report (i32.const 544) (i32.const 13) (call $seek (local.get $fd) (i64.const -3) (i32.const 1)))
    (call $report (i32.const 560) (i32.const 10) (call $seek (local.get $fd) (i64.const 1) (i32.const 0)))
    (call $report (i32.const 576) (i32.const 15) (call $seek (local.get $fd) (i64.const 4) (i32.const 2))))

  (func $reads (param $fd i32)
    (i32.store (i32.const 0) (i32.const 256))
    (i32.store (i32.const 4) (i32.const 256))
    (call $check (call $fd_read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
    ;; $print needs the place of the count.
    (i32.store (i32.const 12) (i32.load (i32.const 8)))
    (call $print (i32.const 592) (i32.const 5))
    (call $print (i32.const 256) (i32.load (i32.const 12)))
    (call $print (i32.const 752) (i32.const 1)))

  (func $stats (param $fd i32)
    (call $check (call $path_filestat_get
      (i32.const 3) (i32.const 1) (i32.const 512) (i32.const 8) (i32.const 64)))
    (call $report (i32.const 608) (i32.const 17) (i64.load (i32.const 88)))
    (memory.fill (i32.const 64) (i32.const 0) (i32.const 64))
    (call $check (call $fd_filestat_get (local.get $fd) (i32.const 64)))
    (call $report (i32.const 640) (i32.const 17) (i64.load (i32.const 88)))
    (call $report (i32.const 672) (i32.const 6) (i64.load32_u (i32.const 84)))
    (call $report (i32.const 688) (i32.const 5) (i64.load8_u (i32.const 80)))
    (call $report (i32.const 704) (i32.const 20) (i64.load (i32.const 120))))

  ;; A millisecond by the monotonic clock, with 7 to know the event by.
  (func $sleep
    (i64.store (i32.const 128) (i64.const 7))
    (i32.store (i32.const 152) (i32.const 1))
    (i64.store (i32.const 160) (i64.const 1000000))
    (call $check (call $poll_oneoff (i32.const 128) (i32.const 192) (i32.const 1) (i32.const 8)))
    (call $check (i32.load16_u (i32.const 200)))
    (call $report (i32.const 736) (i32.const 6) (i64.load (i32.const 192))))

  (func (export "_start")
    (local $fd i32)
    (local.set $fd (call $open_data))
    (call $seeks (local.get $fd))
    (call $reads (local.get $fd))
    (call $stats (local.get $fd))
    (call $check (call $fd_close (local.get $fd)))
    (call $sleep)))
