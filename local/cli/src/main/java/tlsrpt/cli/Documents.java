package tlsrpt.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Finds the files that paths on the command line stand for: files, folders with everything below them in the order
/// of their names, and `-` for standard input.
///
/// A symbolic link is followed where the user named it. Inside a folder none is, so that nothing is read twice,
/// without end, or from elsewhere.
public final class Documents {

    private static final Set<String> MAILDIR = Set.of("cur", "new", "tmp");

    private final Consumer<Document> found;
    private final BiConsumer<String, String> unreadable;

    /// @param unreadable takes the name of what cannot be opened, and the reason
    public Documents(Consumer<Document> found, BiConsumer<String, String> unreadable) {
        this.found = found;
        this.unreadable = unreadable;
    }

    public void find(List<String> paths) {
        for (var path : paths) {
            find(path);
        }
    }

    private void find(String name) {
        if (name.equals("-")) {
            found.accept(new Document(name, null, true));
            return;
        }
        try {
            var path = Path.of(name);
            if (Files.isDirectory(path)) {
                folder(path);
            } else {
                found.accept(new Document(name, path, true));
            }
        } catch (InvalidPathException e) {
            unreadable.accept(name, "no such file");
        }
    }

    private void folder(Path folder) {
        for (var path : children(folder)) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                folder(path);
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                found.accept(new Document(path.toString(), path, false));
            }
        }
    }

    private List<Path> children(Path folder) {
        var children = new ArrayList<Path>();
        try (var stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            unreadable.accept(folder.toString(), "cannot be read completely");
        } catch (IOException e) {
            unreadable.accept(folder.toString(), reason(e));
        }
        children.sort(null);
        var names = new HashSet<String>();
        children.forEach(child -> names.add(child.getFileName().toString()));
        if (names.containsAll(MAILDIR)) {
            // Mail that is still being delivered.
            children.removeIf(child -> child.endsWith("tmp"));
        }
        return children;
    }

    /// Why a file could not be read, without its name.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> lowerFirst(f.getReason());
            default -> e.getMessage() == null ? "cannot be read" : lowerFirst(e.getMessage());
        };
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
