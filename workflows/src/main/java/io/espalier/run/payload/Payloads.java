package io.espalier.run.payload;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.List;

/** How values travel through Temporal: as JSON, deflated where that is long. */
public final class Payloads {
  private Payloads() {}

  /** Client options that every client and worker of the same server must use. */
  public static WorkflowClientOptions clientOptions(String namespace) {
    return WorkflowClientOptions.newBuilder()
        .setNamespace(namespace)
        .setDataConverter(
            new CodecDataConverter(
                DefaultDataConverter.newDefaultInstance(), List.of(new DeflateCodec())))
        .build();
  }
}
