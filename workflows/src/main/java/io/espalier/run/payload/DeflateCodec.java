package io.espalier.run.payload;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;

/** Deflates long payloads: the topology of a large Dag would come near Temporal's limit of 2 MB. */
final class DeflateCodec implements PayloadCodec {
  private static final String ENCODING = "encoding";
  private static final ByteString DEFLATED = ByteString.copyFromUtf8("binary/deflate");
  private static final int LONG = 8 * 1024;

  /** Far above anything that was ever encoded; keeps a hostile payload from filling the memory. */
  private static final int MAX_DECODED = 64 * 1024 * 1024;

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream().map(DeflateCodec::encode).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(DeflateCodec::decode).toList();
  }

  private static Payload encode(Payload payload) {
    if (payload.getData().size() < LONG) {
      return payload;
    }
    try (InputStream in =
        new DeflaterInputStream(new ByteArrayInputStream(payload.toByteArray()))) {
      return Payload.newBuilder()
          .putMetadata(ENCODING, DEFLATED)
          .setData(ByteString.readFrom(in))
          .build();
    } catch (IOException e) {
      throw new PayloadCodecException(e);
    }
  }

  private static Payload decode(Payload payload) {
    if (!DEFLATED.equals(payload.getMetadataMap().get(ENCODING))) {
      return payload;
    }
    try (InputStream in = new InflaterInputStream(payload.getData().newInput())) {
      byte[] decoded = in.readNBytes(MAX_DECODED);
      return Payload.parseFrom(decoded);
    } catch (IOException e) {
      throw new PayloadCodecException(e);
    }
  }
}
