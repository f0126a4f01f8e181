import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import Pdf from 'pdfkit';
import { spelled } from './spelling.ts';

test('letters that the typeface has stay, and others are spelled in them', () => {
  const doc = new Pdf();
  doc.font(fileURLToPath(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')));
  const names = {
    'Corner Shop': 'Corner Shop',
    'Café Zürich, Łódź · €5': 'Café Zürich, Łódź · €5',
    'Ελληνική Αγορά': 'Ελληνική Αγορά',
    'Кафе «Пушкинъ»': 'Кафе «Пушкинъ»',
    'Cafe\u0301': 'Café',
    '東京 Café': 'DongJing Café',
    北京烤鸭店: 'BeiJingKaoYaDian',
    'مسعده 24': 'ms`dh 24',
    ร้านอาหาร: 'ranoahar',
    '𝒶 ＡＢＣ 😀': 'a ABC :grinning:',
  };
  for (const [name, shown] of Object.entries(names)) {
    assert.equal(spelled(doc, name), shown);
  }
});
