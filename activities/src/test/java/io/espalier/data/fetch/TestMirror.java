package io.espalier.data.fetch;

import io.espalier.data.DataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mirror on the loopback that understands ranges and can break off in the middle. On a bare
 * socket, since a proper HTTP server would not break off.
 */
final class TestMirror implements AutoCloseable {
  private final ServerSocket server;
  private final Thread thread;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile int breakAfter = Integer.MAX_VALUE;
  private volatile boolean ranges = true;

  TestMirror() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "test-mirror");
    thread.start();
  }

  TestMirror file(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  /** Every answer breaks off after so many bytes. */
  TestMirror breakAfter(int bytes) {
    breakAfter = bytes;
    return this;
  }

  /** Ignores ranges, as some servers do. */
  TestMirror withoutRanges() {
    ranges = false;
    return this;
  }

  DataSource source() {
    return new DataSource.Mirror(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/set/"));
  }

  /** Requests so far, as {@code NAME RANGE}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    while (true) {
      try (Socket socket = server.accept()) {
        answer(socket);
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String first = in.readLine();
    if (first == null) {
      return;
    }
    String name = first.split(" ", -1)[1].substring("/set/".length());
    String range = "";
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("range: ")) {
        range = line.substring("range: ".length());
      }
    }
    requests.add((name + " " + range).strip());
    OutputStream out = socket.getOutputStream();
    byte[] bytes = files.get(name);
    int from =
        ranges && !range.isEmpty()
            ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1))
            : 0;
    if (bytes == null) {
      head(out, "404 Not Found", 0);
    } else if (from >= bytes.length) {
      head(out, "416 Range Not Satisfiable", 0);
    } else {
      head(out, from > 0 ? "206 Partial Content" : "200 OK", bytes.length - from);
      out.write(bytes, from, Math.min(bytes.length - from, breakAfter));
    }
    out.flush();
  }

  private static void head(OutputStream out, String status, int length) throws IOException {
    String text =
        "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
