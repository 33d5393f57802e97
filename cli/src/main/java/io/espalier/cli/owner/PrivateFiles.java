package io.espalier.cli.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that are their user's alone from the moment they are made. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes a folder, and those above it, where they are missing; others stay as they are. */
  public static Path folder(Path folder) throws IOException {
    // A link to a folder is one too; Java 17 would refuse it.
    return Files.isDirectory(folder)
        ? folder
        : Files.createDirectories(folder, only(folder, "rwx------"));
  }

  /** Makes a new, empty file with a name that begins so. */
  static Path file(Path folder, String name) throws IOException {
    return Files.createTempFile(folder, name, ".tmp", only(folder, "rw-------"));
  }

  /** Elsewhere than on POSIX a user's folders are private by themselves. */
  private static FileAttribute<?>[] only(Path place, String permissions) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
