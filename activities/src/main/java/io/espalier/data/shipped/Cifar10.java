package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.DataSource;
import io.espalier.data.Examples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** CIFAR-10: Krizhevsky, "Learning multiple layers of features from tiny images" (2009). */
@AutoService(Descriptor.class)
public final class Cifar10 implements DataSet {
  private static final int RECORDS = 10_000;
  private static final String TEST = "test_batch.bin";

  @Override
  public String name() {
    return "cifar-10";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Photographs of 10 classes, 32 x 32 colour, 50,000 to train and 10,000 to test.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(3, 32, 32);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public int trainExamples() {
    return 50_000;
  }

  @Override
  public int testExamples() {
    return 10_000;
  }

  @Override
  public List<DataSource> sources() {
    return List.of(
        new DataSource.Archive(
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            170_052_171L,
            "cifar-10-batches-bin/"));
  }

  @Override
  public String home() {
    return "https://www.cs.toronto.edu/~kriz/cifar.html (the binary version)";
  }

  @Override
  public List<DataFile> files() {
    return Stream.concat(trainFiles().stream(), Stream.of(TEST))
        .map(name -> new DataFile(name, null, RECORDS * 3073L))
        .toList();
  }

  @Override
  public Examples train(Function<String, Path> file) throws IOException {
    return CifarFile.read(trainFiles().stream().map(file).toList(), RECORDS, 1, classes());
  }

  @Override
  public Examples test(Function<String, Path> file) throws IOException {
    return CifarFile.read(List.of(file.apply(TEST)), RECORDS, 1, classes());
  }

  private static List<String> trainFiles() {
    return IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  }
}
