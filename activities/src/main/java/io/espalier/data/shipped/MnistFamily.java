package io.espalier.data.shipped;

import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.IdxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A set in MNIST's files: 60,000 + 10,000 grey images of 28 × 28 in 10 classes. */
abstract class MnistFamily implements DataSet {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final int SIDE = 28;

  @Override
  public int version() {
    return 1;
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
  public Examples train(Function<String, Path> file) throws IOException {
    return read(file.apply(TRAIN_IMAGES), file.apply(TRAIN_LABELS), trainExamples());
  }

  @Override
  public Examples test(Function<String, Path> file) throws IOException {
    return read(file.apply(TEST_IMAGES), file.apply(TEST_LABELS), testExamples());
  }

  private Examples read(Path images, Path labels, int count) throws IOException {
    byte[] classes = IdxFile.labels(labels, count, classes());
    return new Examples(
        new int[] {1, SIDE, SIDE}, IdxFile.read(images, count, SIDE, SIDE), classes);
  }
}
