package com.example.webapplications;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/** Runs two applications of the same folder, asks both, and takes one away. */
public final class Server {
    private static final int COLLECTIONS = 1000;

    private Server() {}

    /** Takes a folder for Tomcat's files, and that of the application. */
    public static void main(String[] args) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(args[0]);
        tomcat.setPort(0);
        tomcat.getConnector();
        application(tomcat, "/staying", args[1]);
        application(tomcat, "/going", args[1]);
        tomcat.start();
        ask(tomcat, "/staying");
        ask(tomcat, "/going");
        System.out.println("going is " + (isUnloaded(stop(tomcat, "/going")) ? "unloaded" : "held"));
        ask(tomcat, "/staying");
        tomcat.stop();
        tomcat.destroy();
    }

    private static void application(Tomcat tomcat, String path, String folder) {
        var context = tomcat.addContext(path, folder);
        context.addLifecycleListener(new ContextConfig());
    }

    private static void ask(Tomcat tomcat, String path) throws IOException, InterruptedException {
        var address = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path + "/hello");
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            System.out.println(path.substring(1) + ": " + answer.statusCode() + " " + answer.body().strip());
        }
    }

    private static WeakReference<ClassLoader> stop(Tomcat tomcat, String path) throws Exception {
        var context = (Context) tomcat.getHost().findChild(path);
        var loader = new WeakReference<>(context.getLoader().getClassLoader());
        context.stop();
        tomcat.getHost().removeChild(context);
        return loader;
    }

    private static boolean isUnloaded(WeakReference<ClassLoader> loader) throws InterruptedException {
        for (int i = 0; loader.get() != null && i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return loader.get() == null;
    }
}
