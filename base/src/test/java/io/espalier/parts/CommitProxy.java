package io.espalier.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands on 127.0.0.1 between clients and a PostgreSQL server, and cuts the connection of one
 * transaction as it commits. Safe for use by several threads.
 */
public final class CommitProxy implements AutoCloseable {
  private static final String COMMIT = "COMMIT\0";
  private static final Pattern PREPARED = Pattern.compile("(S_\\d+)\0COMMIT\0");

  /** Where the next commit is cut. */
  public enum Cut {
    /** The server never hears of it. */
    BEFORE_THE_SERVER_HEARS,
    /** The server has committed, and the client never hears of it. */
    AFTER_THE_SERVER_COMMITTED
  }

  private record Armed(Cut cut, Runnable meanwhile) {}

  private final ServerSocket listening;
  private final int server;
  private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Listens on a free port. */
  public CommitProxy(int server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin(this::accept);
  }

  /** Its port. */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * Cuts the next commit.
   *
   * @param meanwhile done before the client notices
   */
  public void cutNextCommit(Cut cut, Runnable meanwhile) {
    armed.set(new Armed(cut, meanwhile));
  }

  /** Whether a cut that was asked for is still to come. */
  public boolean armed() {
    return armed.get() != null;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      open.add(client);
      try {
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(behind);
        Connection connection = new Connection(client, behind);
        begin(() -> connection.pass(true));
        begin(() -> connection.pass(false));
      } catch (IOException down) {
        client.close();
      }
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket behind;
    private volatile boolean committing;
    private volatile @Nullable String prepared;

    Connection(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    /** Small messages, such as a commit and its answer, come in one piece on a loopback. */
    void pass(boolean up) throws IOException {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = (up ? client : behind).getInputStream();
        OutputStream out = (up ? behind : client).getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          if (commits(text, up) && cut(up)) {
            return;
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } finally {
        close();
      }
    }

    /** The driver names a statement that it sends often, and later sends the name alone. */
    private boolean commits(String text, boolean up) {
      Matcher parse = PREPARED.matcher(text);
      if (up && parse.find()) {
        prepared = "\0" + parse.group(1) + "\0";
      }
      String name = prepared;
      return text.contains(COMMIT) || (up && name != null && text.contains(name));
    }

    /** Waits for a cut under way: the server goes before the client is to notice. */
    private synchronized void close() throws IOException {
      client.close();
      behind.close();
      open.remove(client);
      open.remove(behind);
    }

    private synchronized boolean cut(boolean up) {
      Armed one = armed.get();
      if (one == null) {
        return false;
      }
      boolean now = up ? one.cut() == Cut.BEFORE_THE_SERVER_HEARS : committing;
      committing = up;
      if (now && armed.compareAndSet(one, null)) {
        one.meanwhile().run();
        return true;
      }
      return false;
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void begin(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException closed) {
                // One side is gone, and so is the other.
              }
            },
            "commit-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
