package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;

/** Heads of requests to a store's owner: refused, or what was read and nothing beyond it. */
public final class HttpHeadFuzz {
  private HttpHeadFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      HttpHead head = HttpHead.read(in);
      assertThat(bytes.length - in.available()).isLessThanOrEqualTo(HttpHead.MAX_BYTES);
      assertThat(head.method()).doesNotContain(" ", "\r", "\n");
      assertThat(head.target()).doesNotContain(" ", "\r", "\n");
      head.fields()
          .forEach(
              (name, value) -> {
                assertThat(name)
                    .matches("[\\w-]+")
                    .isEqualTo(name.toLowerCase(java.util.Locale.ROOT));
                assertThat(value).doesNotContain("\r\n");
              });
      assertThat(head.length(1000)).isBetween(0, 1000);
    } catch (ProtocolException | EOFException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }
}
