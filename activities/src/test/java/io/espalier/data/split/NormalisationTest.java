package io.espalier.data.split;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.data.Examples;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.SplitParameters.LongTailParameters;
import io.espalier.operator.SplitParameters.NormaliseParameters;
import io.espalier.operator.SplitParameters.SubsetParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NormalisationTest {
  private static final NormaliseParameters CHANNELS =
      new NormaliseParameters("channels", null, null);

  /** Two examples of two channels of 1 × 2 pixels, and a third one that does not train. */
  private final Examples examples =
      new Examples(
          new int[] {2, 1, 2},
          new byte[] {0, 100, 10, 10, 50, 50, 20, 40, (byte) 255, (byte) 255, 0, 0},
          new byte[] {0, 1, 0});

  @Test
  void meanAndDeviationAreThoseOfTheTrainingExamplesAlone() {
    Normalisation found = Normalisation.of(CHANNELS, examples, new int[] {0, 1});
    assertThat(found.mean()).containsExactly(50 / 255.0, 20 / 255.0);
    // Channel 0 holds 0 100 50 50: variance 1250; channel 1 holds 10 10 20 40: variance 150.
    assertThat(found.sd()).containsExactly(Math.sqrt(1250) / 255, Math.sqrt(150) / 255);
  }

  @Test
  void valuesFollowTheirChannel() {
    InputValues values =
        InputValues.of(new Normalisation("given", List.of(0.5, 0.0), List.of(0.25, 2.0)));
    float[] out = new float[6];
    values.write(examples, 2, out, 2);
    assertThat(out).containsExactly(0, 0, 2, 2, 0, 0);
    values.write(examples, 0, out, 0);
    assertThat(out[0]).isEqualTo(-2);
    assertThat(out[2]).isEqualTo((float) (10 / 255.0 / 2));
  }

  @Test
  void unitLengthDividesEachExampleByItsOwnNorm() {
    InputValues values = InputValues.of(new Normalisation("unit_length", null, null));
    float[] out = new float[4];
    for (int example = 0; example < 3; example++) {
      values.write(examples, example, out, 0);
      double squares = 0;
      for (float value : out) {
        squares += value * value;
      }
      assertThat(squares).isEqualTo(1, within(1e-6));
    }
    Examples black = new Examples(new int[] {1, 2, 2}, new byte[4], new byte[1]);
    values.write(black, 0, out, 0);
    assertThat(out).containsOnly(0f);
  }

  @Test
  void aChannelThatIsTheSameEverywhereIsRefused() {
    Examples flat = new Examples(new int[] {1, 1, 2}, new byte[] {7, 7}, new byte[1]);
    assertThatThrownBy(() -> Normalisation.of(CHANNELS, flat, new int[] {0}))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("normalise: channel 0 is the same everywhere");
  }

  @Test
  void whatCannotBeAppliedIsRefused() {
    for (NormaliseParameters bad :
        List.of(
            new NormaliseParameters("given", List.of(0.5), List.of(0.5)),
            new NormaliseParameters("given", null, null),
            new NormaliseParameters("whiten", null, null))) {
      assertThatThrownBy(() -> Normalisation.of(bad, examples, new int[] {0}))
          .isInstanceOf(FatalTaskException.class)
          .hasMessageContaining("normalise: ");
    }
  }

  @Test
  void trainingValidationAndTestSeeTheSameNumbers() {
    SplitData plain = data(split(null));
    SplitData normalised = data(split(CHANNELS));
    Normalisation used = requireNonNull(SplitManifest.of(split(CHANNELS)).normalisation());
    double mean = requireNonNull(used.mean()).get(0);
    double sd = requireNonNull(used.sd()).get(0);
    double sum = 0;
    double squares = 0;
    Subset train = normalised.train();
    float[] inputs = train.inputs(0, train.count());
    for (float value : inputs) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / inputs.length).isEqualTo(0, within(1e-5));
    assertThat(squares / inputs.length).isEqualTo(1, within(1e-5));
    for (Subset[] pair :
        new Subset[][] {
          {plain.validation(), normalised.validation()}, {plain.test(), normalised.test()}
        }) {
      float[] before = pair[0].inputs(0, 3);
      float[] after = pair[1].inputs(0, 3);
      for (int i = 0; i < before.length; i++) {
        assertThat((double) after[i]).isEqualTo((before[i] - mean) / sd, within(1e-5));
      }
    }
  }

  @Test
  void everythingIsRecordedInTheSplitAndStaysAsItIs() throws Exception {
    RecordingContext context =
        new RecordingContext()
            .stream("split", 3, 1).stream("subset", 3, 1).stream("label-noise", 3, 1);
    SplitParameters parameters =
        new SplitParameters(
            "procedural",
            1_000,
            new LongTailParameters(0.1, 1_000),
            new SubsetParameters(null, 0.5),
            0.2,
            CHANNELS);
    new SplitOperator().run(parameters, context);
    byte[] bytes = context.output("split").bytes();
    SplitData data = data(bytes);
    Subset clean = data(withoutNoise(SplitManifest.of(bytes))).train();
    int[] tail = TrainingSelection.longTail(1_000, 0.1, 10);
    int half = (IntStream.of(tail).sum() + 1) / 2;
    assertThat(data.train().count()).isBetween(half - 1, half);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\"normalisation\":{\"by\":");
    int changed = 0;
    for (int i = 0; i < clean.count(); i++) {
      changed += clean.label(i) != data.train().label(i) ? 1 : 0;
    }
    assertThat(changed).isEqualTo(SplitParameters.part(0.2, clean.count()));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
        .as("golden: whoever changes it raises the operator's version")
        .isEqualTo("853620996eae4b263a921de2c349f53c37fd4bf3b6c7b38aa307d4f885196988");
  }

  /** The same split with the classes of the files. */
  private static byte[] withoutNoise(SplitManifest split) {
    return new SplitManifest(
            split.data(),
            split.version(),
            split.files(),
            split.train(),
            split.validation(),
            null,
            split.normalisation())
        .toBytes();
  }

  private static SplitData data(byte[] split) {
    return SplitData.of(new RecordingContext().input("split", split));
  }

  private static byte[] split(@Nullable NormaliseParameters normalise) {
    RecordingContext context = new RecordingContext().stream("split", 3, 1);
    new SplitOperator()
        .run(new SplitParameters("procedural", 1_000, null, null, null, normalise), context);
    return context.output("split").bytes();
  }
}
