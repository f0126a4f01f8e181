/** Tests of the console that need no chain, at one server and in one browser. Each file can be run alone. */
import './keyboard.ts';
import './many.ts';
import './secret-page.ts';
import './tabs.ts';
