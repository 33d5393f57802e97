package io.espalier.data;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.dag.RandomStream;
import io.espalier.random.RandomSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Signs drawn by the program, in MNIST's shape: for tests and for machines without a network. */
@AutoService(Descriptor.class)
public final class Procedural implements DataSet {
  private static final int CHANNELS = 1;
  private static final int SIDE = 28;
  private static final double NOISE = 0.35;

  @Override
  public String name() {
    return "procedural";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Drawn signs, 28 x 28 grey, 12,000 to train and 2,000 to test; needs no files.";
  }

  @Override
  public List<Integer> shape() {
    return List.of(CHANNELS, SIDE, SIDE);
  }

  @Override
  public int classes() {
    return Glyphs.CLASSES;
  }

  @Override
  public int trainExamples() {
    return 12_000;
  }

  @Override
  public int testExamples() {
    return 2_000;
  }

  @Override
  public List<DataFile> files() {
    return List.of();
  }

  @Override
  public Examples train(Function<String, Path> file) {
    return draw("train", trainExamples());
  }

  @Override
  public Examples test(Function<String, Path> file) {
    return draw("test", testExamples());
  }

  private static Examples draw(String part, int count) {
    RandomSource random = RandomSource.of(new RandomStream("procedural-data", 0, List.of()));
    return new Glyphs(random.at(part), CHANNELS, SIDE, NOISE).draw(count);
  }
}
