/** Tests of the console that need a chain, at one server and in one browser. Each file can be run alone. */
import './hostile.ts';
import './operator.ts';
import './pages.ts';
