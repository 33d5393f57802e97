package io.espalier.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MaskFilesTest {
  private static final Mask MASK =
      Masks.of(
          Map.of("conv1.weight", new int[] {2, 1, 1, 3}, "fc1.weight", new int[] {2, 2}),
          Map.of("conv1.weight", "x..xx.", "fc1.weight", ".xx."));

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    assertThat(MaskFiles.read(bytes(MASK))).isEqualTo(MASK);
  }

  @Test
  void equalMasksGiveEqualBytesWhateverOrderTheyWereBuiltIn() throws IOException {
    Map<String, boolean[]> backwards = new TreeMap<>(java.util.Comparator.reverseOrder());
    MASK.names().forEach(name -> backwards.put(name, MASK.flags(name)));

    assertThat(bytes(new Mask(MASK.shapes(), backwards))).isEqualTo(bytes(MASK));
  }

  @Test
  void keptWeightsAreOnesInRowMajorOrder() throws IOException {
    byte[] file = bytes(MASK);

    assertThat(java.util.Arrays.copyOfRange(file, file.length - 10, file.length))
        .containsExactly(1, 0, 0, 1, 1, 0, 0, 1, 1, 0);
  }

  @Test
  void fileOfFloatsIsNoMask() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("fc1.weight", Tensor.zeros(2, 2)));

    assertThatThrownBy(() -> MaskFiles.read(out.toByteArray()))
        .isInstanceOf(SafetensorsException.class);
  }

  @Test
  void fileWithoutTensorsIsNoMask() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.writeFlags(out, Map.of());

    assertThatThrownBy(() -> MaskFiles.read(out.toByteArray())).hasMessageContaining("no tensors");
  }

  @Test
  void firstRoundBeginsWithTheDenseMask() {
    assertThat(
            RoundMask.of(
                Optional.empty(),
                Masks.lenet300(),
                Granularities.of(Granularity.WEIGHT),
                List.of()))
        .isEqualTo(Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of()));
  }

  @Test
  void maskOverOtherTensorsThanTheIgnoredLayersSayIsRefused() throws IOException {
    byte[] withoutOutput = bytes(Mask.dense(Masks.lenet300(), Granularity.WEIGHT, List.of("fc3")));

    assertThatThrownBy(
            () ->
                RoundMask.of(
                    Optional.of(withoutOutput),
                    Masks.lenet300(),
                    Granularities.of(Granularity.WEIGHT),
                    List.of()))
        .hasMessageContaining("mask: over [fc1.weight, fc2.weight] (expected: over [fc1.weight,");
  }

  private static byte[] bytes(Mask mask) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MaskFiles.write(out, mask);
    return out.toByteArray();
  }
}
