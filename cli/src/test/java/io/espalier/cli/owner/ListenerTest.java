package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cli.owner.Listener.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user of the same machine who knows no secret can do to the port. */
class ListenerTest {
  private static final int BLOCK = 1 << 16;

  /** Far above what the kernel's buffers of one connection hold. */
  private static final int MAX_BLOCKS = 1_000;

  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch holding = new CountDownLatch(20);
  private final List<Socket> sockets = new ArrayList<>();
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new Listener(this::answer);
    listener.start();
  }

  @AfterEach
  void close() throws IOException {
    held.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
  }

  private Reply answer(HttpHead head) {
    if (head.target().equals("/hold")) {
      holding.countDown();
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Reply(200, "\"" + head.target() + "\"", null);
  }

  @Test
  void halfSentRequestsKeepNobodyOut() throws IOException {
    for (int i = 0; i < 400; i++) {
      send("GET /half HTTP/1.1\r\nHost: 127.0");
    }
    assertThat(read(send("GET /whole HTTP/1.1\r\n\r\n")))
        .startsWith("HTTP/1.1 200")
        .contains("/whole");
    assertThat(sockets.get(0).getInputStream().read()).as("the eldest was closed").isEqualTo(-1);
    assertThat(read(send("GET /whole HTTP/1.1\r\n\r\n"))).contains("/whole");
  }

  @Test
  void answersThatTakeLongKeepNobodyOut() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("GET /hold HTTP/1.1\r\n\r\n");
    }
    holding.await();
    assertThat(read(send("GET /quick HTTP/1.1\r\n\r\n"))).contains("/quick");
  }

  @Test
  void noMoreIsReadThanAHeadMayHave() throws IOException {
    assertThat(blocksTaken("GET /")).isLessThan(MAX_BLOCKS);
    assertThat(blocksTaken("GET / HTTP/1.1\r\nX: ")).isLessThan(MAX_BLOCKS);
    assertThat(blocksTaken("POST / HTTP/1.1\r\nContent-Length: 1900000000\r\n\r\n"))
        .isLessThan(MAX_BLOCKS);
    assertThat(read(send("GET /" + "x".repeat(HttpHead.MAX_BYTES)))).startsWith("HTTP/1.1 400");
  }

  /** How many blocks can be written after this beginning before the other side has enough. */
  private int blocksTaken(String beginning) throws IOException {
    Socket socket = send(beginning);
    byte[] block = "x".repeat(BLOCK).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < MAX_BLOCKS; i++) {
      try {
        socket.getOutputStream().write(block);
      } catch (IOException closed) {
        return i;
      }
    }
    return MAX_BLOCKS;
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    for (String head :
        List.of("hello", "GET /", "GET / HTTP/1.1\r\nno colon", "G\nT / HTTP/1.1", "")) {
      assertThat(read(send(head + "\r\n\r\n"))).as(head).startsWith("HTTP/1.1 400");
    }
    assertThat(read(send("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n")))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void aRequestHasItsTimeAndNoMoreHoweverItTrickles() throws IOException {
    Socket socket = send("GET /");
    InputStream late = TimedInput.of(socket, Duration.ZERO);
    assertThatThrownBy(late::read).isInstanceOf(SocketTimeoutException.class);
    InputStream silent = TimedInput.of(socket, Duration.ofMillis(20));
    assertThatThrownBy(silent::read).isInstanceOf(SocketTimeoutException.class);
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(Listener.LOOPBACK, listener.port());
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
