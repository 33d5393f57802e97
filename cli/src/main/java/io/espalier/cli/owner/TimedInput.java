package io.espalier.cli.owner;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What comes from a socket until a deadline: a time-out of the socket alone would begin anew with
 * every byte. Used from one thread.
 */
final class TimedInput extends FilterInputStream {
  private final Socket socket;
  private final long deadlineNanos;

  private TimedInput(Socket socket, InputStream in, Duration limit) {
    super(in);
    this.socket = socket;
    deadlineNanos = System.nanoTime() + limit.toNanos();
  }

  /** The socket's input, buffered; reading throws a SocketTimeoutException after the limit. */
  static InputStream of(Socket socket, Duration limit) throws IOException {
    return of(socket, socket.getInputStream(), limit);
  }

  /**
   * As {@link #of(Socket, Duration)}, of a stream that reads from the socket.
   *
   * @param in the socket's input, of which something may be read already
   */
  static InputStream of(Socket socket, InputStream in, Duration limit) {
    return new BufferedInputStream(new TimedInput(socket, in, limit));
  }

  @Override
  public int read() throws IOException {
    await();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    await();
    return super.read(bytes, offset, length);
  }

  private void await() throws IOException {
    long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the other side took too long");
    }
    socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
  }
}
