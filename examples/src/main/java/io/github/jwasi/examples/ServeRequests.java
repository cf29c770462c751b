package io.github.jwasi.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.Input;
import io.github.jwasi.LinkedModule;
import io.github.jwasi.Output;
import io.github.jwasi.PoolingOptions;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.ValueType;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssemblyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** A web server that answers each request by a fresh instance of a guest, in a pool of threads. */
public final class ServeRequests {
    private static final int THREADS = 4;

    /** Reads the request from its stdin, tells the host how long it is, and writes it to its stdout in capitals. */
    private static final byte[] GUEST = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "host" "received" (func $received (param i32)))
              (memory (export "memory") 2)
              (func (export "_start") (local $at i32) (local $end i32)
                (i32.store (i32.const 0) (i32.const 1024))
                (i32.store (i32.const 4) (i32.const 65536))
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                (call $received (i32.load (i32.const 8)))
                (if (i32.eqz (i32.load (i32.const 8))) (then unreachable))
                (local.set $at (i32.const 1024))
                (local.set $end (i32.add (local.get $at) (i32.load (i32.const 8))))
                (loop $next
                  (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26))
                    (then (i32.store8 (local.get $at)
                      (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
                (i32.store (i32.const 4) (i32.load (i32.const 8)))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))))
            """.getBytes(StandardCharsets.UTF_8);

    private static final StoreOptions LIMITS = StoreOptions.DEFAULT.withMaxMemory(1 << 20);

    private final LinkedModule guest;

    private ServeRequests(LinkedModule guest) {
        this.guest = guest;
    }

    /**
     * Serves some requests, and ends.
     *
     * @param args none
     * @throws IOException if there is no network
     */
    public static void main(String[] args) throws IOException {
        var received = new LongAdder();
        var count = HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
            received.add((int) arguments[0]);
            return null;
        });
        // A thread has one instance at a time, so there never are more.
        var pooling = PoolingOptions.DEFAULT.withMaxInstances(THREADS).withMaxMemorySize(1 << 20);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withPooling(pooling));
                var module = engine.compile(GUEST);
                var guest = module.link(Map.of("host", Map.of("received", count)));
                var threads = Executors.newFixedThreadPool(THREADS)) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", new ServeRequests(guest)::answer);
            server.start();
            try {
                send(URI.create("http://localhost:" + server.getAddress().getPort()));
            } finally {
                server.stop(0);
            }
        }
        System.out.println("received " + received + " bytes");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = Output.capture();
            int status = run(exchange.getRequestBody().readAllBytes(), body);
            exchange.sendResponseHeaders(status, body.bytes().length == 0 ? -1 : body.bytes().length);
            exchange.getResponseBody().write(body.bytes());
        }
    }

    /** Everything of the request is gone with the instance. */
    private int run(byte[] request, Output answer) {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(request))
                        .stdout(answer)
                        .build();
                var instance = guest.instantiate(LIMITS, wasi)) {
            return wasi.start(instance) == 0 ? 200 : 500;
        } catch (WebAssemblyException e) {
            return 500;
        }
    }

    private static void send(URI server) {
        try (var client = HttpClient.newHttpClient()) {
            var answers = IntStream.range(0, 100)
                    .mapToObj(i ->
                            client.sendAsync(request(server, "request " + i), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (int i : List.of(0, 42, 99)) {
                System.out.println(answers.get(i).join().body());
            }
            var empty = client.sendAsync(request(server, ""), HttpResponse.BodyHandlers.ofString());
            System.out.println("the guest trapped: " + empty.join().statusCode());
            answers.forEach(answer -> answer.join());
        }
    }

    private static HttpRequest request(URI server, String body) {
        return HttpRequest.newBuilder(server)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
