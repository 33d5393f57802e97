package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SortedMap;

/** Safetensors files: refused, or the same numbers when written and read again. */
public final class SafetensorsFuzz {
  private SafetensorsFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    ignoringRefusal(() -> Safetensors.readFlags(bytes));
    ignoringRefusal(() -> Safetensors.readForeign(bytes));
    SortedMap<String, Tensor> read;
    try {
      read = Safetensors.read(bytes);
    } catch (SafetensorsException refused) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, read);
    SortedMap<String, Tensor> again = Safetensors.read(out.toByteArray());
    assertThat(again).isEqualTo(read);
  }

  private static void ignoringRefusal(Runnable read) {
    try {
      read.run();
    } catch (SafetensorsException refused) {
      // It says what is wrong.
    }
  }
}
