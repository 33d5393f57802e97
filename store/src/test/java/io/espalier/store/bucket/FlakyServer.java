package io.espalier.store.bucket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stands before a server and passes requests on, but for those that are to fail: real HTTP. */
final class FlakyServer implements AutoCloseable {
  private static final Pattern LENGTH =
      Pattern.compile("\\r\\nContent-Length: *(\\d+)", Pattern.CASE_INSENSITIVE);

  /** What becomes of a request. */
  enum Fault {
    /** It is answered as it should be. */
    NONE,
    /** It is refused, as by a server with too much to do. */
    REFUSED,
    /** The connection ends before it is passed on. */
    DROPPED,
    /** It is carried out, and the connection ends before the answer. */
    UNANSWERED,
    /** The connection ends in the middle of the answer. */
    BROKEN_OFF
  }

  private final URI server;
  private final ServerSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger until = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private volatile @Nullable String only;
  private volatile @Nullable String last;

  FlakyServer(URI server) throws IOException {
    this.server = server;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::accept, "flaky");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Requests so far, by their first line. */
  List<String> requests() {
    return requests;
  }

  /** From the Nth request on (from 0) so many fail. */
  void fail(Fault how, int from, int count) {
    failOnly("", how, from, count);
  }

  /** As {@link #fail}, counting requests alone whose first line holds a text. */
  void failOnly(String text, Fault how, int from, int count) {
    only = text;
    failures.set(count);
    until.set(from);
    fault = how;
  }

  /** Failures end with the next request whose first line holds a text. */
  void failUntil(String text) {
    last = text;
  }

  /** How many failures are still to come: whether the test did what it says. */
  int failuresLeft() {
    return failures.get();
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException closed) {
        return;
      }
      Thread thread = new Thread(() -> serve(client), "flaky-request");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      OutputStream out = client.getOutputStream();
      if (head.toLowerCase(java.util.Locale.ROOT).contains("expect: 100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      Matcher length = LENGTH.matcher(head);
      byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
      String line = head.substring(0, head.indexOf('\r'));
      requests.add(line);
      Fault now = now(line);
      if (now == Fault.DROPPED) {
        return;
      }
      if (now == Fault.REFUSED) {
        out.write(
            "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        return;
      }
      byte[] answer = passedOn(head, body);
      if (now == Fault.BROKEN_OFF) {
        answer = Arrays.copyOf(answer, answer.length - Math.max(1, answer.length / 4));
      }
      if (now != Fault.UNANSWERED) {
        out.write(answer);
      }
    } catch (IOException e) {
      // The client sees a connection that ends.
    }
  }

  private synchronized Fault now(String line) {
    if (last != null && line.contains(last)) {
      fault = Fault.NONE;
    }
    if (fault == Fault.NONE || (only != null && !line.contains(only))) {
      return Fault.NONE;
    }
    if (until.getAndDecrement() > 0) {
      return Fault.NONE;
    }
    return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? fault : Fault.NONE;
  }

  private byte[] passedOn(String head, byte[] body) throws IOException {
    String alone =
        head.replaceAll("(?i)\\r\\nConnection: [^\\r]*", "")
            .replaceAll("(?i)\\r\\nExpect: [^\\r]*", "")
            .replaceFirst("\\r\\n", "\r\nConnection: close\r\n");
    try (Socket to = new Socket(server.getHost(), server.getPort())) {
      to.getOutputStream().write(alone.getBytes(StandardCharsets.ISO_8859_1));
      to.getOutputStream().write(body);
      to.getOutputStream().flush();
      return to.getInputStream().readAllBytes();
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (next == '\n' && text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
