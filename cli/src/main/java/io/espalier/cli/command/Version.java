package io.espalier.cli.command;

import io.espalier.cli.text.Build;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "espalier " + Build.version(),
      "commit " + Build.commit() + (Build.dirty() ? " with changes" : ""),
      "java "
          + System.getProperty("java.vm.version")
          + " ("
          + System.getProperty("java.vendor")
          + ")"
    };
  }
}
