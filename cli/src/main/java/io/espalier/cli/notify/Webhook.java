package io.espalier.cli.notify;

import io.espalier.cli.exit.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Posts notices to a URL. Its path and query may be a secret, so no message names them. */
final class Webhook implements Recipient {
  /** The environment variable with a token that goes along as {@code Authorization: Bearer}. */
  static final String TOKEN = "ESPALIER_NOTIFY_TOKEN";

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final URI address;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private Webhook(URI address, String token) {
    this.address = address;
    this.token = token;
  }

  /**
   * @param token empty for none
   * @throws CliException for what is no URL with a host, and for a token that everybody could read
   */
  static Webhook of(String text, String token) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException e) {
      throw notAnAddress();
    }
    if (address.getHost() == null) {
      throw notAnAddress();
    }
    if (!token.isEmpty() && "http".equalsIgnoreCase(address.getScheme()) && !ownMachine(address)) {
      throw CliException.usage(
          "--notify "
              + place(address)
              + ": "
              + TOKEN
              + " would be sent in the clear (expected: an address that begins with https://)");
    }
    return new Webhook(address, token);
  }

  private static CliException notAnAddress() {
    return CliException.usage("--notify: not a URL (expected: such as https://host/path)");
  }

  private static boolean ownMachine(URI address) {
    try {
      return InetAddress.getByName(address.getHost()).isLoopbackAddress();
    } catch (IOException unknown) {
      return false;
    }
  }

  @Override
  public String name() {
    return place(address);
  }

  private static String place(URI address) {
    return address.getScheme()
        + "://"
        + address.getHost()
        + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  @Override
  public void deliver(String json, String text) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(json));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("HTTP " + status);
    }
  }
}
