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

/**
 * CIFAR-100 with its fine classes: Krizhevsky, "Learning multiple layers of features from tiny
 * images" (2009).
 */
@AutoService(Descriptor.class)
public final class Cifar100 implements DataSet {

  @Override
  public String name() {
    return "cifar-100";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Photographs of 100 classes, 32 x 32 colour, 50,000 to train and 10,000 to test.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(3, 32, 32);
  }

  @Override
  public int classes() {
    return 100;
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
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            168_513_733L,
            "cifar-100-binary/"));
  }

  @Override
  public String home() {
    return "https://www.cs.toronto.edu/~kriz/cifar.html (the binary version)";
  }

  @Override
  public List<DataFile> files() {
    return List.of(
        new DataFile("train.bin", null, trainExamples() * 3074L),
        new DataFile("test.bin", null, testExamples() * 3074L));
  }

  @Override
  public Examples train(Function<String, Path> file) throws IOException {
    return CifarFile.read(List.of(file.apply("train.bin")), trainExamples(), 2, classes());
  }

  @Override
  public Examples test(Function<String, Path> file) throws IOException {
    return CifarFile.read(List.of(file.apply("test.bin")), testExamples(), 2, classes());
  }
}
