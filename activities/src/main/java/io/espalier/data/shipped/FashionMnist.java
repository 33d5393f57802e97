package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Articles of clothing in MNIST's shape: Xiao, Rasul and Vollgraf, "Fashion-MNIST" (2017). Of the
 * images only the digests of the packed files are published: those decide about a download.
 */
@AutoService(Descriptor.class)
public final class FashionMnist extends MnistFamily {
  private static final Map<String, String> PACKED =
      Map.of(
          TRAIN_IMAGES + ".gz",
          "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
          TRAIN_LABELS + ".gz",
          "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
          TEST_IMAGES + ".gz",
          "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
          TEST_LABELS + ".gz",
          "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5");

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public String summary() {
    return "Articles of clothing, 28 x 28 grey, 60,000 to train and 10,000 to test.";
  }

  @Override
  public List<DataFile> files() {
    return List.of(
        new DataFile(TRAIN_IMAGES, null, 47_040_016),
        new DataFile(
            TRAIN_LABELS,
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            60_008),
        new DataFile(TEST_IMAGES, null, 7_840_016),
        new DataFile(
            TEST_LABELS,
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            10_008));
  }

  @Override
  public List<DataSource> sources() {
    return List.of(
        mirror("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        mirror("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"));
  }

  @Override
  public String home() {
    return "https://github.com/zalandoresearch/fashion-mnist";
  }

  private static DataSource mirror(String folder) {
    return new DataSource.Mirror(URI.create(folder), PACKED);
  }
}
