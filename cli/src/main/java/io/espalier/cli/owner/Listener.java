package io.espalier.cli.owner;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP requests on 127.0.0.1, one a connection. Any user of the machine can connect, so
 * nothing is read but a head, which is bounded in size and time; and of the connections whose head
 * is still on its way only the latest are kept, so that those who send nothing cannot keep out who
 * does. Thread-safe.
 */
final class Listener implements AutoCloseable {
  static final InetAddress LOOPBACK = loopback();

  /** Connections whose request is not read yet. */
  private static final int MAX_READING = 256;

  private static final Duration READING = Duration.ofSeconds(10);

  /** An answer; without a signature for those who have proved nothing. */
  record Reply(int status, String json, @Nullable String signature) {}

  private final ServerSocket socket;
  private final Function<HttpHead, Reply> handler;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "espalier-api");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> reading = new LinkedHashSet<>();

  /** Takes a free port; answers once it is started. */
  Listener(Function<HttpHead, Reply> handler) throws IOException {
    this.handler = handler;
    socket = new ServerSocket(0, MAX_READING, LOOPBACK);
  }

  int port() {
    return socket.getLocalPort();
  }

  void start() {
    threads.execute(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        // Closed; or the process has no handles left, which passes.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private void add(Socket connection) {
    synchronized (reading) {
      if (reading.size() == MAX_READING) {
        Socket eldest = reading.iterator().next();
        reading.remove(eldest);
        close(eldest);
      }
      reading.add(connection);
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      write(connection.getOutputStream(), answer(connection));
    } catch (IOException e) {
      // The other side is gone, or was too slow.
    }
  }

  private Reply answer(Socket connection) throws IOException {
    HttpHead head;
    try {
      head = HttpHead.read(TimedInput.of(connection, READING));
    } catch (ProtocolException e) {
      return new Reply(400, "{}", null);
    } finally {
      synchronized (reading) {
        reading.remove(connection);
      }
    }
    return handler.apply(head);
  }

  private static void write(OutputStream out, Reply reply) throws IOException {
    byte[] body = reply.json().getBytes(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    lines.add("HTTP/1.1 " + reply.status() + " " + (reply.status() == 200 ? "OK" : "Refused"));
    lines.add("Content-Type: application/json; charset=utf-8");
    lines.add("Content-Length: " + body.length);
    lines.add("X-Content-Type-Options: nosniff");
    lines.add("Cache-Control: no-store");
    lines.add("Connection: close");
    if (reply.signature() != null) {
      lines.add(Signatures.ANSWER_FIELD + ": " + reply.signature());
    }
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
  }

  @Override
  public void close() {
    close(socket);
    synchronized (reading) {
      reading.forEach(Listener::close);
    }
    threads.shutdown();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is of no use to us any more either way.
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
