package io.espalier.data.shipped;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import java.util.List;

/** CIFAR-100 with its fine classes, whose byte comes after that of the coarse class. */
@AutoService(Descriptor.class)
public final class Cifar100 extends CifarFamily {
  /** The set. */
  public Cifar100() {
    super(
        100,
        2,
        "cifar-100-binary.tar.gz",
        "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        168_513_733L,
        "cifar-100-binary/",
        List.of("train.bin"),
        "test.bin");
  }
}
