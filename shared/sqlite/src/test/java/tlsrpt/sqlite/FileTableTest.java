package tlsrpt.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.table.Table;
import tlsrpt.table.TableContract;

class FileTableTest implements TableContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();

    @Override
    public Table emptyTable() {
        opened.add(Database.open(folder.resolve("table " + opened.size() + "?.db"), Schema.ITEMS));
        return opened.getLast().table();
    }

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }
}
