use super::*;

#[test]
fn spanish_quantities() {
    for (text, words) in [
        ("Cuesta 25 €.", "Cuesta 25 euros."),
        ("12,50 € o $1", "12 euros con 50 o un dólar"),
        ("1.250,05 €", "1250 euros con 5"),
        ("mide 1,85 m y pesa 80 kg", "mide 1,85 metros y pesa 80 kilos"),
        ("a 120 km/h", "a 120 kilómetros por hora"),
        ("a -5 °C", "a menos 5 grados centígrados"),
        ("el 50 %, un 3,5% más", "el 50 por ciento, un 3,5 por ciento más"),
        ("100 m²", "100 metros cuadrados"),
        ("1/2 litro y 3/4", "medio litro y 3 cuartos"),
        (
            "en 1981 murió, capítulo 21 termina",
            "en 1981 murió, capítulo 21 termina",
        ),
        ("1 casa, 1 libro, 21 libros", "una casa, un libro, veintiún libros"),
        ("31 años y 41 cartas", "30 y un años y 40 y una cartas"),
        ("201 páginas, 500 pesetas", "doscientas una páginas, quinientas pesetas"),
        (
            "el 1 de mayo, 11 hombres, 200 soldados",
            "el 1 de mayo, 11 hombres, 200 soldados",
        ),
        ("1 día, 1 noche", "un día, una noche"),
        ("2.000 personas, 21.000", "2.000 personas, 21.000"),
    ] {
        assert_eq!(in_words(text, Language::Spanish), words, "{text}");
    }
}

#[test]
fn french_quantities() {
    for (text, words) in [
        ("12,50 €, 1 € et 100 $", "12 euros 50, 1 euro et 100 dollars"),
        ("1 234,50 €", "1234 euros 50"),
        ("1,85 m, 80 kg, 0 kg", "1,85 mètres, 80 kilos, 0 kilo"),
        ("1/2 litre, 3/4, 2/3", "un demi litre, 3 quarts, 2 tiers"),
        ("120 km/h à -5 °C", "120 kilomètres à l'heure à moins 5 degrés Celsius"),
        ("50 % de 100 m²", "50 pour cent de 100 mètres carrés"),
        ("n° 5, le 23° jour", "n° 5, le 23° jour"),
    ] {
        assert_eq!(in_words(text, Language::French), words, "{text}");
    }
}

#[test]
fn italian_quantities() {
    for (text, words) in [
        ("€ 30 o 12,50 €", "30 euro o 12 euro e 50"),
        (
            "1 casa, 1 libro, 1 zio, 21 libri",
            "una casa, un libro, uno zio, 21 libri",
        ),
        (
            "10 km, 1 km, 120 km/h",
            "10 chilometri, un chilometro, 120 chilometri orari",
        ),
        ("3/4, 1/2 litro, 2/3", "3 quarti, mezzo litro, 2 terzi"),
        ("il 50%", "il 50 per cento"),
    ] {
        assert_eq!(in_words(text, Language::Italian), words, "{text}");
    }
}

#[test]
fn portuguese_quantities() {
    for (text, words) in [
        ("R$ 25, R$ 12,50 e US$ 1", "25 reais, 12 reais e 50 centavos e 1 dólar"),
        ("2 meninas e 22 casas", "duas meninas e 20 e duas casas"),
        (
            "200 páginas e 301 pessoas",
            "duzentas páginas e trezentas e uma pessoas",
        ),
        ("1 casa, 12 casas, 2 dias", "uma casa, 12 casas, 2 dias"),
        ("1/2 litro e 3/4", "meio litro e 3 quartos"),
        ("50% e 120 km/h", "50 por cento e 120 quilômetros por hora"),
    ] {
        assert_eq!(in_words(text, Language::Portuguese), words, "{text}");
    }
}
