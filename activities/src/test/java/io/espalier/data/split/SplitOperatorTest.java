package io.espalier.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dag.RandomStream;
import io.espalier.data.DataFile;
import io.espalier.data.Examples;
import io.espalier.data.shipped.Mnist;
import io.espalier.data.shipped.Procedural;
import io.espalier.operator.SplitParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitOperatorTest {
  @ParameterizedTest
  @CsvSource({
    "'10,10,10', 6, '2,2,2'",
    "'10,10,10', 7, '3,2,2'",
    "'5,1,1,1', 3, '2,1,0,0'",
    "'1,2,7', 5, '1,1,3'",
    "'0,4', 3, '0,3'",
    "'3,3', 0, '0,0'"
  })
  void quotasFollowTheLargestRemainder(String sizes, int total, String quotas) {
    assertThat(StratifiedSplit.quotas(ints(sizes), total)).containsExactly(ints(quotas));
  }

  @Test
  void everyClassIsHeldOutExactlyInProportion() throws Exception {
    Examples examples = new Procedural().train(name -> Path.of("none"));
    RandomSource random = RandomSource.of(new RandomStream("split", 3, List.of(1L)));
    StratifiedSplit split = StratifiedSplit.of(examples.labels(), 10, 1_000, random);

    int[] counts = new int[10];
    Arrays.stream(split.validation()).forEach(i -> counts[examples.labels()[i]]++);
    assertThat(counts).containsOnly(100);
    assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.validation())))
        .hasSize(12_000)
        .doesNotHaveDuplicates();
  }

  @Test
  void equalSeedsGiveEqualBytesAndOtherReplicatesOtherExamples() throws Exception {
    byte[] split = split(1);
    assertThat(split).isEqualTo(split(1)).isNotEqualTo(split(2));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(split)))
        .as("golden: whoever changes it raises the operator's version")
        .isEqualTo("b972f5c91a25b224d0e81cba46afa7db7d923d1f6ebbdb07148744134974af5e");
  }

  @Test
  void manifestNamesDataAndIndicesReadably() {
    SplitManifest manifest = SplitManifest.of(split(1));
    assertThat(manifest.data()).isEqualTo("procedural");
    assertThat(manifest.version()).isEqualTo(1);
    assertThat(manifest.files()).isEmpty();
    int[] validation = IndexRanges.parse(manifest.validation(), 12_000);
    int[] train = IndexRanges.parse(manifest.train(), 12_000);
    assertThat(validation).hasSize(1_000).isSorted();
    assertThat(train).hasSize(11_000).isSorted();
    assertThat(new String(split(1), StandardCharsets.UTF_8)).startsWith("{\"data\":\"procedural\"");
  }

  @Test
  void splitIsStoredAsADataManifest() {
    assertThat(run(5, new RecordingContext().stream("split", 3, 1)).output("split").kind())
        .isEqualTo("data-manifest");
  }

  @ParameterizedTest
  @CsvSource({"-1", "12000", "2147483647"})
  void validationMustLeaveSomethingToTrainOn(int validation) {
    RecordingContext context = new RecordingContext().stream("split", 3, 1);
    assertThatThrownBy(() -> run(validation, context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("validation: " + validation + " (expected: 0 to 11999");
    assertThat(context.outputs()).isEmpty();
  }

  @Test
  void filesOfAnotherDigestAreRefused() {
    RecordingContext context = new RecordingContext().stream("split", 3, 1);
    for (DataFile file : new Mnist().files()) {
      context.file("data", "0".repeat(64), Path.of(file.name()));
    }
    assertThatThrownBy(() -> new SplitOperator().run(new SplitParameters("mnist", 5), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("train-images-idx3-ubyte: sha256 0000");
  }

  @Test
  void missingFilesAreCounted() {
    RecordingContext context = new RecordingContext().stream("split", 3, 1);
    assertThatThrownBy(() -> new SplitOperator().run(new SplitParameters("mnist", 5), context))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("data: 0 files (expected: 4 for mnist)");
  }

  @Test
  void anotherVersionOfTheDataSetIsRefused() {
    SplitManifest other = new SplitManifest("procedural", 99, List.of(), "0-9", "", null, null);
    assertThatThrownBy(() -> SplitData.of(new RecordingContext().input("split", other.toBytes())))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("version 99");
  }

  @ParameterizedTest
  @CsvSource({"''", "'0'", "'0-3'", "'0-1,3,5-9'"})
  void rangesSurviveTheirText(String text) {
    assertThat(IndexRanges.format(IndexRanges.parse(text, 10))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'10'",
    "'0-10'",
    "'3-1'",
    "'3,2'",
    "'1,1'",
    "'-1'",
    "','",
    "'1,'",
    "'a'",
    "'0-999999999'",
    "'99999999999'"
  })
  void rangesThatLieAreRefused(String text) {
    assertThatThrownBy(() -> IndexRanges.parse(text, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ascending ranges below 10");
  }

  private static byte[] split(long replicate) {
    return run(1_000, new RecordingContext().stream("split", 3, replicate)).output("split").bytes();
  }

  private static RecordingContext run(int validation, RecordingContext context) {
    new SplitOperator().run(new SplitParameters("procedural", validation), context);
    return context;
  }

  private static int[] ints(String text) {
    return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }
}
