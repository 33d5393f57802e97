package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataFiles;
import io.espalier.data.DataSet;
import io.espalier.data.DataSource;
import io.espalier.data.Examples;
import io.espalier.data.IdxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Two IDX files with sources of the test's choice. */
record SmallSet(List<DataSource> sources, boolean digestsKnown) implements DataSet {
  static final byte[] IMAGES = DataFiles.idx(noise(40_000), 100, 20, 20);
  static final byte[] LABELS = DataFiles.idx(new byte[100], 100);

  @Override
  public String name() {
    return "small";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Small.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(1, 20, 20);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public int trainExamples() {
    return 100;
  }

  @Override
  public int testExamples() {
    return 100;
  }

  @Override
  public List<DataFile> files() {
    return List.of(file("images", IMAGES), file("labels", LABELS));
  }

  private DataFile file(String name, byte[] bytes) {
    return new DataFile(name, digestsKnown ? sha256(bytes) : null, bytes.length);
  }

  @Override
  public Examples train(Function<String, Path> file) throws IOException {
    byte[] labels = IdxFile.labels(file.apply("labels"), 100, 10);
    return new Examples(
        new int[] {1, 20, 20}, IdxFile.read(file.apply("images"), 100, 20, 20), labels);
  }

  @Override
  public Examples test(Function<String, Path> file) throws IOException {
    return train(file);
  }

  /** Bytes that gzip cannot make smaller. */
  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
