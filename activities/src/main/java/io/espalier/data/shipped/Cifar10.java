package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.util.List;

/** CIFAR-10. */
@AutoService(Descriptor.class)
public final class Cifar10 extends CifarFamily {
  /** The set. */
  public Cifar10() {
    super(
        10,
        1,
        "cifar-10-binary.tar.gz",
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        170_052_171L,
        "cifar-10-batches-bin/",
        List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin"),
        "test_batch.bin");
  }
}
