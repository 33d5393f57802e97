package io.espalier.run.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodecException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long payloads travel deflated, short ones as they are. */
class DeflateCodecTest {
  private final DeflateCodec codec = new DeflateCodec();

  @Test
  void aLongPayloadIsShorterOnItsWayAndTheSameAfterIt() {
    Payload payload =
        payload("r1.ticket.03.prune ".repeat(10_000).getBytes(StandardCharsets.UTF_8));

    Payload encoded = codec.encode(List.of(payload)).get(0);

    assertThat(encoded.getSerializedSize()).isLessThan(payload.getSerializedSize() / 50);
    assertThat(codec.decode(List.of(encoded))).containsExactly(payload);
  }

  @Test
  void aShortPayloadIsLeftReadable() {
    Payload payload = payload("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(codec.encode(List.of(payload))).containsExactly(payload);
    assertThat(codec.decode(List.of(payload))).containsExactly(payload);
  }

  @Test
  void bytesThatAreNoDeflatedPayloadAreRefused() {
    Payload encoded = codec.encode(List.of(payload(new byte[50_000]))).get(0);
    long seed = 7;
    byte[] bytes = new byte[1000];
    new Random(seed).nextBytes(bytes);
    Payload broken = encoded.toBuilder().setData(ByteString.copyFrom(bytes)).build();
    assertThatThrownBy(() -> codec.decode(List.of(broken)))
        .as("seed %d", seed)
        .isInstanceOf(PayloadCodecException.class);
    Payload cut = encoded.toBuilder().setData(encoded.getData().substring(0, 20)).build();
    assertThatThrownBy(() -> codec.decode(List.of(cut))).isInstanceOf(PayloadCodecException.class);
  }

  private static Payload payload(byte[] data) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFrom(data))
        .build();
  }
}
