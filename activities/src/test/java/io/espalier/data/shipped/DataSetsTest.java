package io.espalier.data.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.SplitManifest;
import io.espalier.data.split.SplitOperator;
import io.espalier.data.split.Subset;
import io.espalier.operator.SplitParameters;
import io.espalier.step.RecordingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DataSetsTest {
  @TempDir private Path folder;

  @Test
  void everyBuiltInSetIsFoundByItsName() {
    assertThat(Catalog.builtIn().names(DataSetDescriptor.class))
        .contains(
            "cifar-10", "cifar-100", "fashion-mnist", "mnist", "procedural", "procedural-cifar");
  }

  @ParameterizedTest
  @CsvSource({
    "procedural, 8f38350b6ed16deafbee97d844969fd92c388320d40caedbfecc9a72be1f9e37",
    "procedural-cifar, fea0939750b7cb77df6f745238f46543fecba9a7830fb54061528f2bb0a0c207",
  })
  void drawnSetsKeepTheirWordAndAreTheSameEverywhere(String name, String golden) throws Exception {
    DataSet set = Catalog.builtIn().get(DataSet.class, name);
    Examples train = set.train(DataSetsTest::none);
    Examples test = set.test(DataSetsTest::none);

    assertThat(train.count()).isEqualTo(set.trainExamples());
    assertThat(test.count()).isEqualTo(set.testExamples());
    assertThat(Arrays.stream(train.shape()).boxed().toList()).isEqualTo(set.shape());
    int[] counts = new int[set.classes()];
    for (byte label : train.labels()) {
      counts[label]++;
    }
    assertThat(counts).containsOnly(set.trainExamples() / set.classes());
    int size = train.pixelsPerExample();
    assertThat(Arrays.copyOf(train.pixels(), size))
        .isNotEqualTo(Arrays.copyOf(test.pixels(), size));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Examples part : List.of(train, test)) {
      digest.update(part.pixels());
      digest.update(part.labels());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .as("golden: whoever changes it raises the data set's version")
        .isEqualTo(golden);
  }

  @Test
  void parsedFilesAreSharedInTheProcessAndReadOnce() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    DataSet set = new OneFileSet(reads);
    Path file = Files.write(folder.resolve("f"), new byte[] {0, 1, 0, 1, 0, 1});
    Catalog catalog = new Catalog(List.of(set), Map.of());
    RecordingContext first = new RecordingContext().catalog(catalog).stream("split", 1, 1);
    first.file("data", "ab".repeat(32), file);
    new SplitOperator().run(new SplitParameters("one-file", 2), first);
    byte[] split = first.output("split").bytes();
    // No file is handed in: what is shared already does not ask for it.
    Subset train =
        SplitData.of(new RecordingContext().catalog(catalog).input("split", split)).train();

    assertThat(train.count()).isEqualTo(4);
    assertThat(reads).hasValue(1);
    assertThat(SplitManifest.of(split).files())
        .containsExactly(new SplitManifest.SplitFile("f", "ab".repeat(32)));
  }

  private static Path none(String name) {
    throw new AssertionError(name + " was asked for");
  }

  private record OneFileSet(AtomicInteger reads) implements DataSet {
    @Override
    public String name() {
      return "one-file";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Labels alone.";
    }

    @Override
    public List<Integer> shape() {
      return List.of(1, 1, 1);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int trainExamples() {
      return 6;
    }

    @Override
    public int testExamples() {
      return 6;
    }

    @Override
    public List<DataFile> files() {
      return List.of(new DataFile("f", null, 6));
    }

    @Override
    public Examples train(Function<String, Path> file) throws IOException {
      reads.incrementAndGet();
      byte[] bytes = Files.readAllBytes(file.apply("f"));
      return new Examples(new int[] {1, 1, 1}, bytes, bytes);
    }

    @Override
    public Examples test(Function<String, Path> file) throws IOException {
      return train(file);
    }
  }
}
